/*
 * Files are read and their rows checked in a thread of their own. It keeps a core
 * busy about as long as the database needs another one to store them: beside the
 * event loop the database never waits for its next rows, and requests not for a
 * million of them.
 */
export * from './ListThreads';
