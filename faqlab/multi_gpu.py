"""How can I run a Keras model on several GPUs?

Make and compile the model within the scope of `tf.distribute.MirroredStrategy()`, and call `fit`:
each device gets its share of every batch, and all end with the same weights. `data_parallel` shows
that on any machine, `placement` which part of a model is meant for which device, `measure_speed_up`
what it could gain; `launch_workers` and `train_together` train on several machines.
"""

from .claims.multi_gpu import CLAIMS
from .core.data_parallel import DataParallel, data_parallel
from .core.device_parallel import OnDevice, Placement, placement, two_branches
from .core.gradient_sum import GradientSum, gradient_sum
from .core.local_worker import worker_environment
from .core.logical_devices import on_devices
from .core.speed_up import SpeedUp, measure_speed_up
from .core.worker_launch import Workers, launch_workers
from .core.worker_report import Worker, WorkersReport
from .core.worker_training import train_together
from .exercises.multi_gpu import predict, q1, q2, q3, q4

__all__ = [
    "CLAIMS",
    "DataParallel",
    "GradientSum",
    "OnDevice",
    "Placement",
    "SpeedUp",
    "Worker",
    "Workers",
    "WorkersReport",
    "data_parallel",
    "gradient_sum",
    "launch_workers",
    "measure_speed_up",
    "on_devices",
    "placement",
    "predict",
    "q1",
    "q2",
    "q3",
    "q4",
    "train_together",
    "two_branches",
    "worker_environment",
]
