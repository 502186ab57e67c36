"""All comparisons, in one command: ``python -m benchmarks``.

Only ratios are printed: absolute times depend on the machine, and so, less strongly, do ratios.
Threads are those of the user's settings: scikit-learn takes what it gets, ours needs one.
``OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1`` before the command gives every program one.
"""

import os
import warnings

from sklearn.exceptions import ConvergenceWarning

from benchmarks import em_step, memory, runs, variational

if __name__ == "__main__":
    limits = [f"{name}={os.environ[name]}" for name in os.environ if name.endswith("_NUM_THREADS")]
    print("Threads: " + (", ".join(limits) or "as each program chooses"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # one iteration never converges
        em_step.main()
        variational.main()
        runs.main()
    memory.main()
