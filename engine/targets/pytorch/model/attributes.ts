/** Names under which a module of PyTorch holds its parts. */
import { PythonNames } from '../../python/text.ts';

/** What every module of PyTorch has, under which no node can be held. */
const OF_MODULES =
  `add_module apply bfloat16 buffers call_super_init children compile cpu cuda delete double dump_patches eval extra_repr
float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers named_children
named_modules named_parameters parameters register_buffer register_module register_parameter requires_grad_ set_extra_state set_submodule
share_memory state_dict to to_empty train training type xpu zero_grad module T_destination append extend insert penalty
initialize outputs`.split(/\s+/);

/** Names under which a module holds its parts. */
export const attributeNames = (): PythonNames => new PythonNames(OF_MODULES);
