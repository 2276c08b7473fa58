"""How can I install HDF5 or h5py to save my models?

There is nothing to install: h5py comes with Keras, and the HDF5 library comes with h5py. `doctor`
looks at all that commonly breaks, each line ok or with what to do on this system; `faqlab doctor`
does it in a terminal. `hdf5_origin` says which HDF5 is at work here, and `import_in` what an import
does in a folder. Importing this module doesn't load Keras.
"""

from .claims.installation import CLAIMS
from .core.doctor import doctor
from .core.doctor_backends import Steps, run_steps
from .core.doctor_here import Here
from .core.doctor_line import Line, Report
from .core.hdf5_origin import Hdf5Origin, hdf5_origin
from .core.import_trial import ImportTrial, import_in
from .exercises.installation import predict, q1, q2, q3

__all__ = [
    "CLAIMS",
    "Hdf5Origin",
    "Here",
    "ImportTrial",
    "Line",
    "Report",
    "Steps",
    "doctor",
    "hdf5_origin",
    "import_in",
    "predict",
    "q1",
    "q2",
    "q3",
    "run_steps",
]
