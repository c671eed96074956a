package org.dafusion.rangeland;

import org.dafusion.random.UniformDraws;

/** A unit vector on the ground: x to the right, y down. */
record Direction(double x, double y) {

  /** At an angle in turns, clockwise from the right as seen on the picture. */
  static Direction at(double turns) {
    // StrictMath gives the same digits on every machine; Math need not.
    double angle = 2 * Math.PI * turns;
    return new Direction(StrictMath.cos(angle), StrictMath.sin(angle));
  }

  static Direction any(UniformDraws draws) {
    return at(draws.unit());
  }

  Direction turned(double turns) {
    Direction by = at(turns);
    return new Direction(x * by.x - y * by.y, x * by.y + y * by.x);
  }
}
