package dev.jacobean.experiments;

/// A theorem, lemma or estimate of the paper, checked by numbers.
interface Theorem extends Experiment {
  @Override
  default String group() {
    return "theory";
  }
}
