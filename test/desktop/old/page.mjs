// What Chrome 108 lacks, for pages and their workers.
import 'core-js/actual';
import 'core-js/proposals/change-array-by-copy-stage-4';
import './since.mjs';
