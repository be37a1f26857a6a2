/* Fields that narrow a list; their value is in the address of the page. */
export { CheckedField } from './CheckedField';
export { ChoiceField } from './ChoiceField';
export { DayField } from './DayField';
