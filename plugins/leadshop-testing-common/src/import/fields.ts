import { LeadField } from '../schemas';

/** What people call the fields of a lead. @public */
export const LEAD_FIELD_TITLES: Readonly<Record<LeadField, string>> = {
  business_name: 'Business name',
  website_url: 'Website URL',
  email: 'Email',
  contact_name: 'Contact name',
  phone: 'Phone',
  industry: 'Industry',
  naics_code: 'NAICS code',
  location: 'Location',
  annual_revenue: 'Annual revenue',
  employee_count: 'Employee count',
  notes: 'Notes',
};
