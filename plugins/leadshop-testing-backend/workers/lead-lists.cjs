/*
 * Reads files of leads in a thread of its own, because parsing and checking a
 * million rows keep a processor busy. What it does is code of the plugin that the
 * main thread uses, too: built in the package, TypeScript in the repository.
 */
'use strict';

const { parentPort, workerData } = require('node:worker_threads');

require(workerData.module).THREAD.serve(parentPort);
