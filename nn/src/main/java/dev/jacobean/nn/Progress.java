package dev.jacobean.nn;

import java.time.Duration;

/// Where training stands, for people who wait.
///
/// @param metrics up to this step
/// @param steps how many steps there are in all
/// @param examplesPerSecond since the record before this one, without evaluation and checkpoints
/// @param left the time that the remaining steps will take, if they go on as in this process so far
public record Progress(Metrics metrics, long steps, double examplesPerSecond, Duration left) {}
