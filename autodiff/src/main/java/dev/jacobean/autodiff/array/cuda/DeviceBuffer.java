package dev.jacobean.autodiff.array.cuda;

import dev.jacobean.autodiff.array.Loan;

/// Memory of the device that holds the numbers of one array, and of all views of it.
final class DeviceBuffer implements Loan {
  private final Device device;
  private final DeviceMemory.Ticket ticket;

  DeviceBuffer(Device device, DeviceMemory memory, long address, long bytes, String operation) {
    this.device = device;
    this.ticket = memory.ticket(this, address, bytes, operation);
  }

  /// Where it begins. To be used while the device's lock is held and this buffer is reachable.
  long address() {
    if (ticket.isClosed()) {
      throw new IllegalStateException("an array on the device was read after its end; " + ticket.operation()
          + " made it in a step that is over");
    }
    return ticket.address();
  }

  @Override
  public void end() {
    device.giveBack(ticket);
  }
}
