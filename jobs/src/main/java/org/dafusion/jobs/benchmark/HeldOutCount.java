package org.dafusion.jobs.benchmark;

/**
 * How many images judge what is learned from a draw, refused ones among them.
 *
 * @param validation after each epoch
 * @param test in the end, where a protocol has a test
 */
record HeldOutCount(long validation, long test) {}
