package dev.jacobean.experiments;

import java.util.List;

/// What a study found: every point of the figure, the claims, and the figure.
record Findings(Table metrics, List<Claim> claims, Figure figure) {}
