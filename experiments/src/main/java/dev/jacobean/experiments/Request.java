package dev.jacobean.experiments;

import java.nio.file.Path;

/// What the user asked of an experiment: how much of it, from which seed, with data from which folder.
record Request(Preset preset, long seed, Path data) {}
