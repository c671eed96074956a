package org.dafusion.jobs.benchmark;

/**
 * How many units of one kind a grid consists of.
 *
 * @param wanted where each trial has units of its own, as in the reference code
 * @param sharedInDraws where the trials of one draw share what is the same, such as arms that
 *     differ in their classifier, and five pictures that are the first of ten
 * @param shared where draws and datasets share too, such as pictures without learned tokens, whose
 *     draws lie within each other
 * @param there of these, how many the tables hold
 * @param toDo of these, how many are not there and wanted by a trial that is to do
 */
record UnitCount(long wanted, long sharedInDraws, long shared, long there, long toDo) {
  static final UnitCount NONE = new UnitCount(0, 0, 0, 0, 0);

  UnitCount plus(UnitCount other) {
    return new UnitCount(
        wanted + other.wanted,
        sharedInDraws + other.sharedInDraws,
        shared + other.shared,
        there + other.there,
        toDo + other.toDo);
  }
}
