"""What is said of saving a model, and whether it is so. The experiments are in three modules."""

from faqlab.core.claim import (
    FALSE,
    FAQ,
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    NOTES,
    OFFICIAL,
    RETIRED,
    Claim,
    Claims,
)

from . import saving_structure as structure
from . import saving_weights as weights
from . import saving_whole_models as whole_models

RECORDED = ("3.12.0", "3.15.1")

# In the ledger these are C36 to C62: the sentence, where it is stated, the experiment, the verdict.
_LEDGER = [
    (
        "`pickle` is not recommended for saving a model.",
        (FAQ, NOTES, OFFICIAL),
        whole_models.pickle_is_not_recommended,
        HOLDS_IF,
    ),
    (
        "`model.save` writes one HDF5 file.",
        (FAQ, NOTES),
        whole_models.the_file_is_hdf5,
        HOLDS_IF,
    ),
    (
        "The file holds the architecture, the weights, the training configuration and the "
        "optimizer's state.",
        (FAQ, NOTES, OFFICIAL),
        whole_models.the_file_holds_all,
        HOLDS,
    ),
    (
        "`load_model` gives a compiled model that is identical to the one before.",
        (FAQ, NOTES, OFFICIAL),
        whole_models.it_comes_back_the_same,
        HOLDS,
    ),
    (
        "A model that was never compiled isn't compiled when it is loaded.",
        (FAQ, NOTES),
        whole_models.uncompiled_stays_uncompiled,
        HOLDS,
    ),
    (
        "Training goes on from the file exactly where it was left.",
        (FAQ, NOTES, OFFICIAL),
        whole_models.training_goes_on,
        HOLDS_IF,
    ),
    (
        "Training goes on so from an `.h5` file too.",
        (FAQ, NOTES),
        whole_models.training_goes_on_from_h5,
        FALSE,
    ),
    (
        "Who restarts with the weights alone loses what the optimizer had gathered.",
        (IMPLIED,),
        weights.restarting_loses_the_optimizer,
        HOLDS,
    ),
    (
        "Saving as `.h5` leaves the model as it was.",
        (IMPLIED,),
        whole_models.saving_leaves_the_model,
        FALSE,
    ),
    (
        "`load_model` opens whatever `model.save` wrote as `.h5`.",
        (FAQ, NOTES),
        whole_models.any_loss_can_be_loaded,
        FALSE,
    ),
    (
        "It opens the files that were written when the FAQ was.",
        (IMPLIED,),
        whole_models.old_files_can_be_opened,
        FALSE,
    ),
    (
        "`load_model` compiles the model with the saved training configuration.",
        (FAQ, NOTES),
        whole_models.load_compiles,
        HOLDS,
    ),
    (
        "The file of a whole model is much bigger than its weights.",
        (NOTES,),
        weights.the_whole_file_is_much_bigger,
        HOLDS_IF,
    ),
    (
        "`save_weights` saves the weights and nothing else.",
        (FAQ, NOTES, OFFICIAL),
        weights.save_weights_saves_weights_alone,
        FALSE,
    ),
    (
        "`include_optimizer=False` leaves the optimizer out.",
        (IMPLIED,),
        weights.the_optimizer_is_left_out,
        HOLDS_IF,
    ),
    (
        "`to_json` saves the architecture alone, not the weights or the training configuration.",
        (FAQ, NOTES, OFFICIAL),
        structure.json_holds_the_structure_alone,
        FALSE,
    ),
    (
        "The JSON can be edited by hand.",
        (FAQ, NOTES, OFFICIAL),
        structure.json_can_be_edited,
        HOLDS_IF,
    ),
    (
        "`to_yaml` and `model_from_yaml` do the same with YAML.",
        (FAQ, NOTES),
        structure.yaml_saves_the_structure,
        RETIRED,
    ),
    (
        "HDF5 and h5py aren't part of Keras; install them first.",
        (FAQ, NOTES),
        weights.h5py_comes_apart,
        FALSE,
    ),
    (
        "`model.save_weights('my_model_weights.h5')` saves the weights.",
        (FAQ, NOTES),
        weights.any_name_will_do,
        FALSE,
    ),
    (
        "`load_weights` needs a model of the same architecture.",
        (FAQ, NOTES, OFFICIAL),
        weights.the_architecture_must_be_the_same,
        HOLDS_IF,
    ),
    (
        "`load_weights(..., by_name=True)` loads the layers that two models have in common.",
        (FAQ, NOTES, OFFICIAL),
        weights.by_name_loads_what_is_common,
        HOLDS_IF,
    ),
    (
        "In the FAQ's example, `dense_1` is loaded and `new_dense` is not touched.",
        (FAQ, NOTES, OFFICIAL),
        weights.the_new_layer_is_untouched,
        HOLDS,
    ),
    (
        "`custom_objects=` tells `load_model` and `model_from_json` about classes of your own.",
        (FAQ, OFFICIAL),
        structure.custom_objects_are_used,
        HOLDS,
    ),
    (
        "`CustomObjectScope` does the same for a `with` block.",
        (FAQ, OFFICIAL),
        structure.a_scope_is_used,
        HOLDS,
    ),
    (
        "Without either, a model with such a class can't be loaded, unless it is registered.",
        (IMPLIED,),
        structure.without_it_loading_fails,
        HOLDS,
    ),
    (
        "A model with a piece of Python in it, a Lambda, is loaded like any other.",
        (IMPLIED,),
        structure.python_is_loaded_without_a_word,
        FALSE,
    ),
]

CLAIMS = Claims(
    Claim(f"saving.{number}", *row, RECORDED, (f"C{number + 35}",))
    for number, row in enumerate(_LEDGER, 1)
)
