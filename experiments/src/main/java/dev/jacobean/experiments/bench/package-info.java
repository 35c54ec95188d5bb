/// What `lazy bench` and the JMH benchmarks measure: each case is written here once.
package dev.jacobean.experiments.bench;
