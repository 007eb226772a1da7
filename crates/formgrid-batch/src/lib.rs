//! Finds the sources of a run and sends each through the pipeline.
