/** Fetched by `npm run test:backends`; imported for its effect, see browserEntry.ts. */
declare module '@tensorflow/tfjs-backend-webgpu';
