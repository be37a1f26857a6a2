export { ReportMenu } from './ReportMenu';
export { useReportDownload } from './useReportDownload';
