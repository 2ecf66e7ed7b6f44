// Ready is who can answer: the primary and its secondaries, not one that still copies.
const { isWritablePrimary, secondary } = db.runCommand({ hello: 1 });
quit(isWritablePrimary || secondary ? 0 : 1);
