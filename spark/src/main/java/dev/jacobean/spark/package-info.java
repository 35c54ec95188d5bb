/// Sweeps whose jobs run on an Apache Spark cluster.
@org.jspecify.annotations.NullMarked
package dev.jacobean.spark;
