"""What is said of several GPUs and several machines, and whether it is so."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    RETIRED,
    UNTESTABLE,
    Claim,
    Claims,
)

from . import multi_gpu_experiments as tried

RECORDED = ("3.15.1",)


def _claim(number, sentence, stated, experiment, verdict, ledger):
    return Claim(f"multi_gpu.{number}", sentence, stated, experiment, verdict, RECORDED, (ledger,))


CLAIMS = Claims(
    [
        _claim(
            1,
            "The TensorFlow backend is the one to take for several devices.",
            (FAQ, NOTES),
            tried.tensorflow_is_the_backend_for_it,
            HOLDS_IF,
            "C04",
        ),
        _claim(
            2,
            "`multi_gpu_model(model, gpus=8)` makes a model data parallel.",
            (FAQ, NOTES),
            tried.there_is_multi_gpu_model,
            RETIRED,
            "C05",
        ),
        _claim(
            3,
            "Data parallel: each device has a copy of the model, and its own part of the data.",
            (FAQ, NOTES, OFFICIAL),
            tried.each_device_has_a_copy_and_a_part,
            HOLDS,
            "C06",
        ),
        _claim(
            4,
            "A batch of 256 on 8 devices is 32 samples for each.",
            (FAQ, NOTES),
            tried.a_batch_of_256_is_32_for_each_of_8,
            HOLDS,
            "C07",
        ),
        _claim(
            5,
            "Up to 8 GPUs are nearly 8 times as fast.",
            (FAQ,),
            tried.eight_gpus_are_nearly_eight_times_as_fast,
            UNTESTABLE,
            "C08",
        ),
        _claim(
            6,
            "Several devices train the weights that one device would.",
            (IMPLIED,),
            tried.the_result_is_that_of_one_device,
            HOLDS_IF,
            "C09",
        ),
        _claim(
            7,
            "Among several devices a batch may be smaller than the others.",
            (IMPLIED,),
            tried.the_last_batch_may_be_smaller,
            HOLDS_IF,
            "C10",
        ),
        _claim(
            8,
            "A model that exists already can be made data parallel.",
            (FAQ, NOTES),
            tried.a_model_that_is_there_becomes_parallel,
            FALSE,
            "C11",
        ),
        _claim(
            9,
            "A stateful RNN trains on several devices like any other model.",
            (IMPLIED,),
            tried.a_stateful_rnn_trains_too,
            FALSE,
            "C12",
        ),
        _claim(
            10,
            "A device scope around the call of a layer puts it on that device.",
            (FAQ, NOTES),
            tried.a_scope_around_the_call_places_it,
            FALSE,
            "C13",
        ),
        _claim(
            11,
            "The scope is called `tf.device_scope`.",
            (FAQ, NOTES),
            tried.device_scope_is_the_name,
            FALSE,
            "C14",
        ),
        _claim(
            12,
            "A scope of a GPU needs that GPU.",
            (IMPLIED,),
            tried.a_scope_needs_its_gpu,
            HOLDS_IF,
            "C15",
        ),
        _claim(
            13,
            "A shared LSTM encodes two inputs with one set of weights.",
            (FAQ, NOTES),
            tried.a_shared_lstm_has_one_set_of_weights,
            HOLDS,
            "C16",
        ),
        _claim(
            14,
            "Under `MultiWorkerMirroredStrategy` `fit` trains on several machines.",
            (IMPLIED,),
            tried.fit_trains_on_several_machines,
            FALSE,
            "C17",
        ),
        _claim(
            15,
            "A loop of one's own trains a Keras 3 model there.",
            (OFFICIAL,),
            tried.a_loop_trains_on_several_machines,
            HOLDS,
            "C18",
        ),
        _claim(
            16,
            "Keras 2, as `tf_keras`, does it in `fit`.",
            (IMPLIED,),
            tried.keras_2_fits_on_several_machines,
            UNTESTABLE,
            "C19",
        ),
        _claim(
            17,
            "On JAX, `keras.distribution.DataParallel` trains on several devices in `fit`.",
            (OFFICIAL,),
            tried.jax_trains_on_several_devices,
            (HOLDS, UNTESTABLE),
            "C21",
        ),
        _claim(
            18,
            "Ray can start the workers on several machines.",
            (IMPLIED,),
            tried.ray_starts_the_workers,
            UNTESTABLE,
            "C22",
        ),
        _claim(
            19,
            "Horovod trains Keras models on several machines.",
            (IMPLIED,),
            tried.horovod_trains_on_several_machines,
            UNTESTABLE,
            "C23",
        ),
    ]
)
