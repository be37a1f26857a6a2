export * from './receiveUpload';
export * from './UploadFolder';
