/*
 * What those see who look after LeadShop Testing. Each tab is a page of its own
 * with a permission of its own; the server asks for the same ones.
 */
export { AdminPage } from './AdminPage';
