/** A node by its name, or whichever node leads the zone at that moment, or the coordinator's own store. */
export type Place = string;

/** The place that is found anew each time: the current leader of the zone. */
export const leaderPlace: Place = '@leader';

/** What is done here is asked of no agent. */
export const coordinatorPlace: Place = '@coordinator';
