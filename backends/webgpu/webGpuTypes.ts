/** The parts of the WebGPU interface of Dawn that are used here. */
export interface WebGpuAdapter {
  readonly features: { has(name: string): boolean };
  readonly limits: Readonly<Record<string, unknown>>;
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
  requestDevice(descriptor: DeviceDescriptor): Promise<WebGpuDevice>;
}

export interface DeviceDescriptor {
  readonly requiredFeatures: string[];
  readonly requiredLimits: Record<string, number>;
}

export interface WebGpuDevice {
  readonly limits: Readonly<Record<string, number>>;
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
  destroy(): void;
}

/** `navigator.gpu` */
export interface WebGpu {
  requestAdapter(options: { powerPreference?: PowerPreference }): Promise<WebGpuAdapter | null>;
}

/** Which of several GPUs: the fast one, or the one that saves power. */
export type PowerPreference = 'high-performance' | 'low-power';

/** The `webgpu` package: Dawn for Node. */
export interface DawnPackage {
  create(options: string[]): WebGpu;
  /** `GPUBuffer`, `GPUBufferUsage` and so on, which tf.js expects as globals */
  readonly globals: object;
}
