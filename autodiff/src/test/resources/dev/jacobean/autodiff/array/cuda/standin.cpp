// A driver, an NVRTC and a cuBLAS without a device: the functions that the cuda backend calls, on this machine's memory.
//
// Tests compile it with g++ and have the backend load it as all three libraries. Kernels are compiled with g++, too, and
// run. It is strict where the real ones are: no call before cuInit, none on the memory without a current context, copies
// inside of what was allocated, sizes and leading dimensions as cuBLAS wants them. Fresh memory is full of 0xCD, and what
// is freed, too, so that nothing is right by luck. What is asked of the stream is done as late as may be: when somebody waits for it,
// or for an event that follows it; so memory that is written or read too early shows.
//
// Environment: STANDIN_DRIVER (version, 13000), STANDIN_DEVICES (1), STANDIN_CAPABILITY (90), STANDIN_MEMORY (bytes, 512 MiB),
// STANDIN_FAULT ("function:nth:status": that call fails), STANDIN_STICKY (from then on every call does), STANDIN_LATE ("nth:status": that kernel fails when it runs, and
// every call from then on), STANDIN_CUBLAS and STANDIN_NVRTC (major versions, those of the driver), STANDIN_WATCH (kernels are
// watched: watch.h).
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unistd.h>
#include <vector>

#include "watch.h"

using std::string;

static long setting(const char* name, long otherwise) {
  const char* value = getenv(name);
  return value == nullptr ? otherwise : atol(value);
}

static std::map<string, int> calls;
static int sticky = 0;

// The planted fault of a function, if this is the call that has it.
static int fault(const char* function) {
  if (sticky != 0) {
    return sticky;
  }
  const char* plan = getenv("STANDIN_FAULT");
  if (plan == nullptr) {
    return 0;
  }
  string text = plan;
  size_t first = text.find(':'), second = text.find(':', first + 1);
  if (text.substr(0, first) != function || ++calls[function] != atoi(text.c_str() + first + 1)) {
    return 0;
  }
  int status = atoi(text.c_str() + second + 1);
  sticky = getenv("STANDIN_STICKY") != nullptr ? status : 0;
  return status;
}

#define PLANTED(function) if (int planted = fault(function)) return planted

// ---- driver

static const bool watching = getenv("STANDIN_WATCH") != nullptr;
static std::map<void*, string> names; // of kernels
static string fault_text = "as planted or provoked";

static bool ready = false;
static thread_local void* context = nullptr;
static char the_context, the_stream;
static std::map<uint64_t, size_t> blocks;
static size_t held = 0;

// What the stream has still to do, and how much it was asked and has done so far.
static std::deque<std::function<void()>> pending;
static long asked = 0, done = 0;

struct Event { long position = 0; };

enum { INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_BINARY = 209, INVALID_CONTEXT = 201, NOT_FOUND = 500 };

#define READY(function) PLANTED(function); if (!ready) return NOT_INITIALIZED
#define CURRENT(function) READY(function); if (context == nullptr) return INVALID_CONTEXT

static bool inside(uint64_t address, size_t bytes) {
  auto next = blocks.upper_bound(address);
  if (next == blocks.begin()) {
    return false;
  }
  auto block = std::prev(next);
  return address + bytes <= block->first + block->second;
}

static bool is_stream(void* stream) { return stream == &the_stream; }

static void run_until(long position) {
  while (done < position) {
    auto work = std::move(pending.front());
    pending.pop_front();
    done++;
    work();
  }
}

static int arrive() {
  run_until(asked);
  return sticky;
}

// A device works on while nobody waits; here, on what is far behind.
static int later(std::function<void()> work) {
  pending.push_back(std::move(work));
  run_until(++asked - 1000);
  return 0;
}

// The kernel that fails when it runs.
static void run_kernel(const std::function<int()>& kernel, void* function) {
  static int kernels = 0;
  const char* plan = getenv("STANDIN_LATE");
  if (plan != nullptr && ++kernels == atoi(plan)) {
    sticky = atoi(strchr(plan, ':') + 1);
  }
  watch::launch++;
  if (sticky == 0) {
    sticky = kernel();
    if (sticky == 719) {
      watch::found = "threads wait for others of their block that have ended";
    }
    if (!watch::found.empty()) {
      fault_text = names[function] + ": " + watch::found;
      watch::found.clear();
      sticky = 719;
    }
  }
}

extern "C" {

int cuInit(unsigned flags) { PLANTED("cuInit"); ready = true; return flags == 0 ? 0 : INVALID_VALUE; }

int cuDriverGetVersion(int* version) { PLANTED("cuDriverGetVersion"); *version = setting("STANDIN_DRIVER", 13000); return 0; }

int cuGetErrorName(int status, const char** name) {
  switch (status) {
    case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; return 0;
    case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; return 0;
    case NOT_INITIALIZED: *name = "CUDA_ERROR_NOT_INITIALIZED"; return 0;
    case 34: *name = "CUDA_ERROR_STUB_LIBRARY"; return 0;
    case 100: *name = "CUDA_ERROR_NO_DEVICE"; return 0;
    case INVALID_CONTEXT: *name = "CUDA_ERROR_INVALID_CONTEXT"; return 0;
    case NO_BINARY: *name = "CUDA_ERROR_NO_BINARY_FOR_GPU"; return 0;
    case NOT_FOUND: *name = "CUDA_ERROR_NOT_FOUND"; return 0;
    case 719: *name = "CUDA_ERROR_LAUNCH_FAILED"; return 0;
    case 716: *name = "CUDA_ERROR_MISALIGNED_ADDRESS"; return 0;
    case 700: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; return 0;
    default: *name = "CUDA_ERROR_OTHER"; return 0;
  }
}

int cuGetErrorString(int, const char** text) { *text = fault_text.c_str(); return 0; }

int cuDeviceGetCount(int* count) { READY("cuDeviceGetCount"); *count = setting("STANDIN_DEVICES", 1); return 0; }

int cuDeviceGet(int* device, int ordinal) {
  READY("cuDeviceGet");
  *device = ordinal;
  return ordinal >= 0 && ordinal < setting("STANDIN_DEVICES", 1) ? 0 : 101;
}

int cuDeviceGetName(char* name, int bytes, int) { READY("cuDeviceGetName"); snprintf(name, bytes, "stand-in"); return 0; }

int cuDeviceGetAttribute(int* value, int attribute, int) {
  READY("cuDeviceGetAttribute");
  long capability = setting("STANDIN_CAPABILITY", 90);
  *value = attribute == 75 ? capability / 10 : attribute == 76 ? capability % 10 : 0;
  return attribute == 75 || attribute == 76 ? 0 : INVALID_VALUE;
}

int cuDeviceTotalMem_v2(size_t* bytes, int) { READY("cuDeviceTotalMem_v2"); *bytes = setting("STANDIN_MEMORY", 512 << 20); return 0; }

int cuDevicePrimaryCtxRetain(void** out, int) { READY("cuDevicePrimaryCtxRetain"); *out = &the_context; return 0; }

int cuCtxSetCurrent(void* which) {
  READY("cuCtxSetCurrent");
  context = which;
  return which == &the_context ? 0 : INVALID_CONTEXT;
}

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  CURRENT("cuMemGetInfo_v2");
  *total = setting("STANDIN_MEMORY", 512 << 20);
  *free = *total - held;
  return 0;
}

int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
  CURRENT("cuMemAlloc_v2");
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  if (held + bytes > (size_t) setting("STANDIN_MEMORY", 512 << 20)) {
    return OUT_OF_MEMORY;
  }
  char* memory = (char*) aligned_alloc(256, (bytes + 255) / 256 * 256 + 2 * watch::MARGIN) + watch::MARGIN;
  memset(memory, 0xCD, bytes);
  *address = (uint64_t) memory;
  if (watching) {
    watch::add(*address, bytes, false);
  }
  blocks[*address] = bytes;
  held += bytes;
  return 0;
}

int cuMemFree_v2(uint64_t address) {
  CURRENT("cuMemFree_v2");
  auto block = blocks.find(address);
  if (block == blocks.end()) {
    return INVALID_VALUE;
  }
  arrive();
  held -= block->second;
  memset((void*) address, 0xCD, block->second);
  blocks.erase(block);
  watch::remove(address);
  free((char*) address - watch::MARGIN);
  return 0;
}

int cuMemHostAlloc(void** memory, size_t bytes, unsigned flags) {
  CURRENT("cuMemHostAlloc");
  *memory = malloc(bytes);
  memset(*memory, 0xCD, bytes);
  return flags <= 7 ? 0 : INVALID_VALUE;
}

int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void* stream) {
  CURRENT("cuMemcpyHtoDAsync_v2");
  if (!is_stream(stream) || !inside(to, bytes)) {
    return INVALID_VALUE;
  }
  return later([=] { memcpy((void*) to, from, bytes); watch::mark(to, bytes); });
}

int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void* stream) {
  CURRENT("cuMemcpyDtoHAsync_v2");
  if (!is_stream(stream) || !inside(from, bytes)) {
    return INVALID_VALUE;
  }
  return later([=] { memcpy(to, (void*) from, bytes); });
}

int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void* stream) {
  CURRENT("cuMemcpyDtoDAsync_v2");
  if (!is_stream(stream) || !inside(to, bytes) || !inside(from, bytes)) {
    return INVALID_VALUE;
  }
  return later([=] { memcpy((void*) to, (void*) from, bytes); watch::copy(to, from, bytes); });
}

int cuMemsetD8Async(uint64_t address, unsigned char value, size_t bytes, void* stream) {
  CURRENT("cuMemsetD8Async");
  if (!is_stream(stream) || !inside(address, bytes)) {
    return INVALID_VALUE;
  }
  return later([=] { memset((void*) address, value, bytes); watch::mark(address, bytes); });
}

int cuStreamCreate(void** stream, unsigned) { CURRENT("cuStreamCreate"); *stream = &the_stream; return 0; }

int cuStreamSynchronize(void* stream) { CURRENT("cuStreamSynchronize"); return is_stream(stream) ? arrive() : INVALID_VALUE; }

int cuEventCreate(void** event, unsigned) { CURRENT("cuEventCreate"); *event = new Event; return 0; }

int cuEventRecord(void* event, void* stream) {
  CURRENT("cuEventRecord");
  if (!event || !is_stream(stream)) {
    return INVALID_VALUE;
  }
  ((Event*) event)->position = asked;
  return 0;
}

int cuEventSynchronize(void* event) {
  CURRENT("cuEventSynchronize");
  if (!event) {
    return INVALID_VALUE;
  }
  run_until(((Event*) event)->position);
  return sticky;
}

// An image is a shared library of this machine.
int cuModuleLoadData(void** module, const void* image) {
  CURRENT("cuModuleLoadData");
  size_t bytes;
  if (memcmp(image, "STANDIN", 8) != 0) {
    return NO_BINARY;
  }
  memcpy(&bytes, (const char*) image + 8, 8);
  char name[] = "/tmp/standin-XXXXXX";
  int file = mkstemp(name);
  bool whole = file >= 0 && write(file, (const char*) image + 16, bytes) == (ssize_t) bytes;
  close(file);
  *module = whole ? dlopen(name, RTLD_NOW) : nullptr;
  unlink(name);
  if (*module && watching) {
    uint64_t address;
    size_t shared;
    ((void (*)(decltype(&watch::access), uint64_t*, size_t*)) dlsym(*module, "watch"))(watch::access, &address, &shared);
    if (shared > 0) {
      watch::add(address, shared, true);
    }
  }
  return *module ? 0 : NO_BINARY;
}

int cuModuleGetFunction(void** function, void* module, const char* name) {
  CURRENT("cuModuleGetFunction");
  *function = dlsym(module, name);
  names[*function] = name;
  return *function ? 0 : NOT_FOUND;
}

int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned shared, void* stream, void** parameters, void** extra) {
  CURRENT("cuLaunchKernel");
  bool sizes = gx > 0 && gy == 1 && gz == 1 && bx > 0 && bx <= 1024 && by == 1 && bz == 1 && shared == 0;
  if (!function || !sizes || !is_stream(stream) || extra) {
    return INVALID_VALUE;
  }
  std::function<int()>* kernel = ((std::function<int()>* (*)(unsigned, unsigned, void**)) function)(gx, bx, parameters);
  return later([=] { run_kernel(*kernel, function); delete kernel; });
}

// ---- NVRTC

struct Program { string source, log; std::vector<char> image; };

int nvrtcVersion(int* major, int* minor) { *major = setting("STANDIN_NVRTC", setting("STANDIN_DRIVER", 13000) / 1000); *minor = 99; return 0; }

const char* nvrtcGetErrorString(int status) { return status == 6 ? "NVRTC_ERROR_COMPILATION" : status == 5 ? "NVRTC_ERROR_INVALID_OPTION" : "NVRTC_ERROR_OTHER"; }

int nvrtcGetNumSupportedArchs(int* count) { *count = 4; return 0; }

int nvrtcGetSupportedArchs(int* archs) { archs[0] = 75; archs[1] = 80; archs[2] = 90; archs[3] = 100; return 0; }

int nvrtcCreateProgram(void** out, const char* source, const char*, int headers, const char* const*, const char* const*) {
  PLANTED("nvrtcCreateProgram");
  *out = new Program{source, "", {}};
  return headers == 0 ? 0 : 3;
}

int nvrtcDestroyProgram(void** program) { delete (Program*) *program; *program = nullptr; return 0; }

static string slurp(const string& name) {
  string text;
  if (FILE* file = fopen(name.c_str(), "rb")) {
    char buffer[4096];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;) {
      text.append(buffer, n);
    }
    fclose(file);
  }
  return text;
}

int nvrtcCompileProgram(void* handle, int count, const char* const* options) {
  PLANTED("nvrtcCompileProgram");
  Program& program = *(Program*) handle;
  for (int i = 0; i < count; i++) {
    string option = options[i];
    bool known = option.rfind("--gpu-architecture=", 0) == 0 || option == "--std=c++17" || option == "--fmad=false"
        || option == "--ptxas-options=-v";
    if (!known) {
      program.log = "unrecognized option " + option;
      return 5;
    }
  }
  char folder[] = "/tmp/standin-XXXXXX";
  if (!mkdtemp(folder)) {
    return 1;
  }
  string base = folder;
  FILE* file = fopen((base + "/kernels.cpp").c_str(), "w");
  fputs(program.source.c_str(), file);
  fclose(file);
  string barriers = program.source.find("__syncthreads") == string::npos ? "" : " -DBARRIERS=true";
  // Compiled and linked apart, lest the compiler's own runtime be linked for what is only watched.
  string command = "cd " + base + " && (g++ -std=c++17 -O1 -fsanitize=alignment,thread -ffp-contract=off -U_FORTIFY_SOURCE -Wall -Wextra"
      " -Wno-unused-function -fPIC -c" + barriers + " -include '" HEADER "' kernels.cpp && g++ -shared -o kernels.so kernels.o) >log 2>&1";
  int status = system(command.c_str());
  program.log = slurp(base + "/log");
  string image = slurp(base + "/kernels.so");
  size_t bytes = image.size();
  program.image.assign(16 + bytes, 0);
  memcpy(program.image.data(), "STANDIN", 8);
  memcpy(program.image.data() + 8, &bytes, 8);
  memcpy(program.image.data() + 16, image.data(), bytes);
  for (const char* name : {"/kernels.cpp", "/kernels.o", "/kernels.so", "/log"}) {
    unlink((base + name).c_str());
  }
  rmdir(folder);
  return status == 0 ? 0 : 6;
}

int nvrtcGetProgramLogSize(void* program, size_t* size) { *size = ((Program*) program)->log.size() + 1; return 0; }
int nvrtcGetProgramLog(void* program, char* log) { strcpy(log, ((Program*) program)->log.c_str()); return 0; }
int nvrtcGetCUBINSize(void* program, size_t* size) { *size = ((Program*) program)->image.size(); return 0; }
int nvrtcGetCUBIN(void* program, char* image) { auto& i = ((Program*) program)->image; memcpy(image, i.data(), i.size()); return 0; }
int nvrtcGetPTXSize(void* program, size_t* size) { return nvrtcGetCUBINSize(program, size); }
int nvrtcGetPTX(void* program, char* image) { return nvrtcGetCUBIN(program, image); }

// ---- cuBLAS: matrices by columns, sums in double

static char the_handle;
static bool has_stream = false;

const char* cublasGetStatusName(int status) {
  return status == 1 ? "CUBLAS_STATUS_NOT_INITIALIZED" : status == 7 ? "CUBLAS_STATUS_INVALID_VALUE"
      : status == 13 ? "CUBLAS_STATUS_EXECUTION_FAILED" : status == 15 ? "CUBLAS_STATUS_NOT_SUPPORTED" : "CUBLAS_STATUS_OTHER";
}

int cublasGetProperty(int which, int* value) { *value = which == 0 ? setting("STANDIN_CUBLAS", setting("STANDIN_DRIVER", 13000) / 1000) : 99; return 0; }

int cublasCreate_v2(void** handle) { PLANTED("cublasCreate_v2"); *handle = &the_handle; return context ? 0 : 1; }

int cublasSetStream_v2(void* handle, void* stream) {
  has_stream = handle == &the_handle && is_stream(stream);
  return has_stream ? 0 : 1;
}

int cublasSetWorkspace_v2(void* handle, uint64_t workspace, size_t bytes) {
  return handle == &the_handle && has_stream && inside(workspace, bytes) && workspace % 256 == 0 ? 0 : 7;
}

}

// Whether a stored matrix lies inside of what was allocated.
static bool holds(uint64_t address, long rows, long columns, long leading, size_t width) {
  return leading >= std::max(rows, 1L) && inside(address, ((columns - 1) * leading + rows) * width);
}

template <class T>
static bool fits(int ta, int tb, int m, int n, int k, uint64_t a, long lda, uint64_t b, long ldb, uint64_t c, long ldc) {
  return holds(a, ta ? k : m, ta ? m : k, lda, sizeof(T)) && holds(b, tb ? n : k, tb ? k : n, ldb, sizeof(T))
      && holds(c, m, n, ldc, sizeof(T));
}

template <class T>
static void multiply(int ta, int tb, int m, int n, int k, T alpha, const T* a, long lda, const T* b, long ldb, T beta, T* c,
    long ldc) {
  for (int j = 0; j < n; j++) {
    watch::mark((uint64_t) (c + j * ldc), m * sizeof(T));
    for (int i = 0; i < m; i++) {
      double sum = 0;
      for (int p = 0; p < k; p++) {
        sum += (double) a[ta ? i * lda + p : p * lda + i] * b[tb ? p * ldb + j : j * ldb + p];
      }
      T& to = c[j * ldc + i];
      to = (T) (beta == 0 ? alpha * sum : alpha * sum + beta * (double) to); // beta 0: what was there is not read
    }
  }
}

template <class T>
static int batch_of(int ta, int tb, int m, int n, int k, const void* alpha, uint64_t a, int lda, long long sa, uint64_t b,
    int ldb, long long sb, const void* beta, uint64_t c, int ldc, long long sc, int batch) {
  T factor = *(const T*) alpha, before = *(const T*) beta;
  for (int i = 0; i < batch; i++) {
    const T* x = (const T*) a + i * sa;
    const T* y = (const T*) b + i * sb;
    T* z = (T*) c + i * sc;
    if (!fits<T>(ta, tb, m, n, k, (uint64_t) x, lda, (uint64_t) y, ldb, (uint64_t) z, ldc)) {
      return 7;
    }
    later([=] { multiply(ta, tb, m, n, k, factor, x, lda, y, ldb, before, z, ldc); });
  }
  return 0;
}

static int products(void* handle, int ta, int tb, int m, int n, int k, const void* alpha, uint64_t a, int atype, int lda,
    long long sa, uint64_t b, int btype, int ldb, long long sb, const void* beta, uint64_t c, int ctype, int ldc,
    long long sc, int batch, int compute, int algorithm) {
  if (handle != &the_handle || !context) {
    return 1;
  }
  bool types = atype == btype && btype == ctype && (atype == 0 ? compute == 68 || compute == 77 : atype == 1 && compute == 70);
  if (!types) {
    return 15;
  }
  if (m < 0 || n < 0 || k < 0 || batch < 0 || algorithm != -1 || (ta | tb) > 1) {
    return 7;
  }
  return atype == 0 ? batch_of<float>(ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc, batch)
      : batch_of<double>(ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc, batch);
}

extern "C" {

int cublasGemmEx(void* handle, int ta, int tb, int m, int n, int k, const void* alpha, uint64_t a, int atype, int lda,
    uint64_t b, int btype, int ldb, const void* beta, uint64_t c, int ctype, int ldc, int compute, int algorithm) {
  PLANTED("cublasGemmEx");
  return products(handle, ta, tb, m, n, k, alpha, a, atype, lda, 0, b, btype, ldb, 0, beta, c, ctype, ldc, 0, 1, compute, algorithm);
}

#ifndef WITHOUT_BATCHES
int cublasGemmStridedBatchedEx(void* handle, int ta, int tb, int m, int n, int k, const void* alpha, uint64_t a, int atype,
    int lda, long long sa, uint64_t b, int btype, int ldb, long long sb, const void* beta, uint64_t c, int ctype, int ldc,
    long long sc, int batch, int compute, int algorithm) {
  PLANTED("cublasGemmStridedBatchedEx");
  return products(handle, ta, tb, m, n, k, alpha, a, atype, lda, sa, b, btype, ldb, sb, beta, c, ctype, ldc, sc, batch, compute, algorithm);
}
#endif

}
