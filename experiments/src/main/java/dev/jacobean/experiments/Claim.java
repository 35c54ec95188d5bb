package dev.jacobean.experiments;

/// A checkable statement of an experiment and what was found.
record Claim(String id, String statement, String expected, String measured, boolean holds) {}
