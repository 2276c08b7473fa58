"""The recurrences as their papers write them, in numpy alone."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm(x, kernel, recurrent, bias, hidden=None, cell=None):
    """Give hidden and cell state after each step, each of shape (rows, time, units)."""
    units = recurrent.shape[0]
    h = np.zeros((len(x), units)) if hidden is None else hidden
    c = np.zeros((len(x), units)) if cell is None else cell
    hs, cs = [], []
    for t in range(x.shape[1]):
        i, f, new, o = np.split(x[:, t] @ kernel + h @ recurrent + bias, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
        cs.append(c)
    return np.stack(hs, 1), np.stack(cs, 1)


def gru(x, kernel, recurrent, bias):
    """Give the state after each step; the reset gate after the product, as Keras does."""
    units = recurrent.shape[0]
    h, hs = np.zeros((len(x), units)), []
    for t in range(x.shape[1]):
        xz, xr, xh = np.split(x[:, t] @ kernel + bias[0], 3, axis=1)
        hz, hr, hh = np.split(h @ recurrent + bias[1], 3, axis=1)
        z, r = sigmoid(xz + hz), sigmoid(xr + hr)
        h = z * h + (1 - z) * np.tanh(xh + r * hh)
        hs.append(h)
    return (np.stack(hs, 1),)


def simple(x, kernel, recurrent, bias):
    h, hs = np.zeros((len(x), recurrent.shape[0])), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ kernel + h @ recurrent + bias)
        hs.append(h)
    return (np.stack(hs, 1),)
