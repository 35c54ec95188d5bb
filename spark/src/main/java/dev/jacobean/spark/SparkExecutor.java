package dev.jacobean.spark;

import dev.jacobean.autodiff.array.Parallel;
import dev.jacobean.experiments.Delivery;
import dev.jacobean.experiments.Executor;
import dev.jacobean.experiments.Lazy;
import dev.jacobean.experiments.Order;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/// The executors of a Spark master.
///
/// Each order is a task of its own, begun in the given order; a task whose executor is lost is done again elsewhere. A
/// job has as many threads as a task has cores, `spark.task.cpus`, one unless told. Results come back one by one, so
/// that what is finished is kept should the master be lost.
final class SparkExecutor implements Executor {
  /// What is set unless the user has said otherwise.
  private static final Map<String, String> USUAL = Map.of(
      "spark.app.name", "lazy",
      "spark.ui.enabled", "false",
      // Jobs take longer than they are waited for, and where a job runs does not matter.
      "spark.locality.wait", "0",
      // SIMD must be asked for; and other collectors round large arrays up.
      "spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector -XX:+UseParallelGC");

  private final String master;

  SparkExecutor(String master) {
    this.master = master;
  }

  @Override
  public void execute(List<Order> orders, Consumer<Delivery> delivered) {
    if (orders.isEmpty()) {
      return;
    }
    try (JavaSparkContext context = new JavaSparkContext(configuration())) {
      Function2<TaskContext, Iterator<Order>, Delivery> task =
          (Function2<TaskContext, Iterator<Order>, Delivery> & Serializable) SparkExecutor::perform;
      Function2<Object, Delivery, BoxedUnit> handler = (ignored, delivery) -> {
        delivered.accept(delivery);
        return BoxedUnit.UNIT;
      };
      Seq<Object> all = CollectionConverters.asScala(
          IntStream.range(0, orders.size()).<Object>mapToObj(i -> i).toList()).toSeq();
      context.sc().runJob(context.parallelize(orders, orders.size()).rdd(), task, all, handler,
          ClassTag.apply(Delivery.class));
    }
  }

  /// On an executor.
  private static Delivery perform(TaskContext context, Iterator<Order> orders) {
    Parallel.setThreads(Math.max(1, context.cpus()));
    return orders.next().perform();
  }

  private SparkConf configuration() {
    SparkConf configuration = new SparkConf().setMaster(master);
    USUAL.forEach(configuration::setIfMissing);
    if (!master.equals("local") && !master.startsWith("local[")) { // there, this process is the executor
      configuration.setIfMissing("spark.jars", String.join(",", jars()));
      // Our jars before Spark's: both have the annotations of Jackson, and ours are newer.
      configuration.setIfMissing("spark.executor.userClassPathFirst", "true");
    }
    return configuration;
  }

  /// What executors must have besides Spark: this jar, that of the experiments and those beside it.
  private static Set<String> jars() {
    Set<String> jars = new TreeSet<>();
    Path own = place(SparkExecutor.class);
    Path experiments = place(Lazy.class);
    try (Stream<Path> beside = Files.list(experiments.toAbsolutePath().getParent())) {
      Stream.concat(beside, Stream.of(own)).map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars;
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class is loaded from a place without a path", e);
    }
  }
}
