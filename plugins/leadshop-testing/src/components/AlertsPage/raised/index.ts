export { RaisedTab } from './RaisedTab';
