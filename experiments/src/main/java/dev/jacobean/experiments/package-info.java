/// The paper's figures and theorems as commands: one class per figure, and what all of them share.
///
/// An [Experiment] turns a [Request] (preset, seed, data) into a [Study]: its settings and a list of [Job]s, pure
/// and seeded by their own content. A [Sweep] runs the jobs on all cores and notes each [Result] in a [Journal], so
/// that a stopped run can go on. From the results alone the study draws its [Findings]: a [Table] of metrics, the
/// [Claim]s and a [Figure], which a [ResultFolder] keeps. [Lazy] is the command line.
package dev.jacobean.experiments;
