package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Parallel;
import java.util.List;
import java.util.function.Consumer;

/// The threads of this process: a job each, and all of them for one that wants to be alone.
final class ThreadExecutor implements Executor {
  @Override
  public void execute(List<Order> orders, Consumer<Delivery> delivered) {
    List<Order> sharing = orders.stream().filter(order -> !order.alone()).toList();
    Parallel.forEach(sharing.size(), i -> delivered.accept(sharing.get(i).perform()));
    orders.stream().filter(Order::alone).forEach(order -> delivered.accept(order.perform()));
  }
}
