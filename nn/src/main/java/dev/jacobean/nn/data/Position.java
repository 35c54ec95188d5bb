package dev.jacobean.nn.data;

/// Where a step stands in the data.
///
/// @param epoch how many times all examples were seen before, from 0
/// @param batch which batch of the epoch it is, from 0
public record Position(long epoch, int batch) {}
