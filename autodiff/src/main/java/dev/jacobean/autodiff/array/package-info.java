/// Numbers: storage, element types, SIMD lanes, threads. Nothing here knows what a derivative is.
package dev.jacobean.autodiff.array;
