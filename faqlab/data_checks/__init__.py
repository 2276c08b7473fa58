"""What Keras doesn't say: mistakes in data, model and arguments of a fit, found before it runs.

`given` and `pipelines` take what is passed apart, `outputs` lays each output beside its target, its
loss and its metrics, `plan` holds it all. Each of the other modules is a list of small checks.
"""
