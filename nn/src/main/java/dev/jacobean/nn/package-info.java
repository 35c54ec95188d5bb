/// Models as records, losses, optimisers, and the objects of lazy training.
package dev.jacobean.nn;
