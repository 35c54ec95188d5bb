/// Data sets: files read and checked, images as bytes, batches as tensors; one seed, the same bits on any threads.
///
/// Everything random here is a function of a [dev.jacobean.nn.Key] and a number counted from 0 (an epoch, a step). No
/// generator lives longer than the step it serves, so where a training run stands in its data is one number.
///
/// [DataSet] names the published sets that are known byte for byte, [Fetch] downloads one, a [DataFolder] finds its files
/// and says how one is damaged. [Cifar10], [Mnist] and [Table] read them; [Images] become [Examples] by a
/// [Normalisation] and an [Augmentation]; [Batches] pick from those:
///
/// {@snippet file="dev/jacobean/nn/data/DataSnippetsTest.java" region="batches"}
package dev.jacobean.nn.data;
