/** What READMEs of exported projects say of the records of trainings, whichever language writes them. */
export const RECORD_READ =
  "It has the form of Layerloom's own runs: *File → Open run…* there, or `loom runs --watch DIR`, follows it while it is written, on another " +
  'machine through a folder that both see.';
