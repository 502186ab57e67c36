"""How fast the engine is beside scikit-learn and a textbook SciPy loop."""
