/*
 * What people are told through Backstage's notifications: the end of a batch, to
 * who ordered it, and a component that fails or works again, to its owners in
 * the catalog. Whether somebody wants to hear of it is the business of the
 * notifications plugin and its settings.
 *
 * A notice is a job of the queue, added in the transaction that gives rise to
 * it: whichever replica ends a batch or sees a component fail, there is one, and
 * a backend that dies before it was sent does not lose it. A portal without the
 * notifications plugin has nobody to tell, and nothing is amiss.
 */
export { ComponentWatch } from './ComponentWatch';
export { NoticeSender } from './NoticeSender';
export { addNotices } from './notice';
