import type { Attribute, Binding } from './binding';

/** All attributes that operations have: those of this backend, and those of tfjs-node's kernels, on which models run live. */
export const ATTRIBUTES: readonly string[] =
  `DstT Index N SrcT T TI T_threshold Taxis Tblock_shape Tcomplex Tcrops Tidx Tindices Tlen Tmultiples Tnumsegments
   Tout Tpaddings Tparams Tperm Truncate Tshape acceptable_fraction adj_x adj_y align_corners alpha axis batch_dims
   begin_mask beta bias block_size channels chroma_downsampling compression container data_format
   dct_method density_unit depth_radius dilations ellipsis_mask end_mask epsilon equation exclusive explicit_paddings
   extrapolation_value fancy_upscaling format half_pixel_centers index_type is_training keep_dims ksize
   method mode new_axis_mask num num_split optimize_size out_idx output_dtype output_type pad_to_max_output_size
   padding pattern progressive quality rates ratio replace_global reverse rewrite seed seed2 shared_name shrink_axis_mask
   sorted strides transpose_a transpose_b try_recover_truncated type use_cudnn_on_gpu validate_indices x_density xmp_metadata y_density`.split(
    /\s+/,
  );

/** A type of attribute that TensorFlow doesn't have. */
const NO_TYPE = -1;

/**
 * Has the binding take in the names of all attributes. It keeps them in one set a process (`ATTR_NAME_SET` of `tfjs_backend.cc`)
 * without a lock, and enters a name when an operation first has it: threads may look one up at the same time only when none is
 * missing. Everything else it has once a thread. The operation here is not carried out: its last attribute cannot be.
 */
export function enterAttributes(binding: Binding): void {
  const attributes: Attribute[] = ATTRIBUTES.map((name) => ({ name, type: binding.TF_ATTR_BOOL, value: true }));
  try {
    binding.executeOp('NoOp', [...attributes, { name: 'T', type: NO_TYPE, value: true }], [], 0);
  } catch {
    // as it should be
  }
}
