/// Data sets: files read and checked, images as bytes, batches as tensors; one seed, the same bits on any threads.
///
/// Everything random here is a function of a [dev.jacobean.nn.Key] and a number counted from 0 (an epoch, a step). No
/// generator lives longer than the step it serves, so where a training run stands in its data is one number.
package dev.jacobean.nn.data;
