export * from './useBackend.js';
