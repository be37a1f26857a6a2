/*
 * Reads files of leads in a thread of its own, because parsing and checking a
 * million rows keep a processor busy. What it does is code of the plugin that the
 * main thread uses, too: built in the package, TypeScript in the repository. It
 * serves when it is loaded here, so that a build does not take it for unused.
 */
'use strict';

require(require('node:worker_threads').workerData.module);
