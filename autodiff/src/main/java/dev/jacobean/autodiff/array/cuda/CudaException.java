package dev.jacobean.autodiff.array.cuda;

/// A call of the driver, of cuBLAS or of NVRTC that failed: which one, how, and what it was doing.
public sealed class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What failed, without its number.
  private final int code;

  CudaException(int code, String message) {
    super(message);
    this.code = code;
  }

  /// {@return the library's own number for the failure; 0 if the call was not made}
  public int code() {
    return code;
  }

  /// There is no device, driver or library that could be used.
  public static final class Unavailable extends CudaException {
    private static final long serialVersionUID = 1;

    Unavailable(String message) {
      super(0, message);
    }
  }

  /// The device's memory is full of arrays that are in use.
  public static final class OutOfMemory extends CudaException {
    private static final long serialVersionUID = 1;

    OutOfMemory(int code, String message) {
      super(code, message);
    }
  }

  /// A kernel could not be compiled, or not be loaded.
  public static final class Compilation extends CudaException {
    private static final long serialVersionUID = 1;

    Compilation(int code, String message) {
      super(code, message);
    }
  }

  /// A kernel could not be started.
  public static final class Launch extends CudaException {
    private static final long serialVersionUID = 1;

    Launch(int code, String message) {
      super(code, message);
    }
  }

  /// The device has failed and takes no more calls: every later one throws this again.
  public static final class Lost extends CudaException {
    private static final long serialVersionUID = 1;

    Lost(int code, String message) {
      super(code, message);
    }
  }
}
