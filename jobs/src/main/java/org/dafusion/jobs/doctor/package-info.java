/**
 * The stage {@code doctor}: whether a job would find all that it needs, one line for each thing,
 * with what to do about it. It changes nothing that outlives it, and does not know what the other
 * stages do with what it looks at.
 *
 * <p>Start with {@link org.dafusion.jobs.doctor.DoctorStage}, which makes one {@code Check} after
 * another; to look at one more thing is one more class that implements it.
 */
package org.dafusion.jobs.doctor;
