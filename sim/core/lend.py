"""Hand kernels many tables as one pointer.

A NamedTuple of arrays travels between compiled functions member by member: some hundred numbers at
every call, each to be spelled out for the compiler. A lent tuple is the address of the tuple on the
stack of the entry point; reading `w.crews` from it means the same, and kernels compile in half the
time. Nothing is counted or freed, so the entry point's caller must hold the tables meanwhile, as
Python does with the arguments of a call.
"""

from zlib import crc32

from sim.core.compiled import PLAIN

if PLAIN:

    def lend(tables):
        """The tables themselves: plain Python passes references anyway."""
        return tables

else:
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.core.imputils import impl_ret_borrowed
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model

    class Lent(types.Type):
        """Type of the address of a NamedTuple of arrays."""

        def __init__(self, tables):
            self.tables = tables
            self.offset_of = None  # bytes from the address to each table
            # the name is part of every kernel's symbol, and that of a tuple of records fills pages
            super().__init__(name=f"Lent{crc32(tables.name.encode()):08x}")

        @property
        def key(self):
            """What makes two such types the same."""
            return self.tables

    @register_model(Lent)
    class _LentModel(models.OpaqueModel):
        pass

    @infer_getattr
    class _LentAttribute(AttributeTemplate):
        key = Lent

        def generic_resolve(self, lent, name):
            if name in lent.tables.fields:
                return lent.tables.types[lent.tables.fields.index(name)]
            return None

    @lower_getattr_generic(Lent)
    def _read(context, builder, lent, value, name):
        place = lent.tables.fields.index(name)
        layout = context.get_value_type(lent.tables)
        # by bytes: an address typed with the whole tuple would spell out all tables, twice at each access
        if lent.offset_of is None:
            data = context.target_data
            lent.offset_of = [layout.get_element_offset(data, k) for k in range(len(layout.elements))]
        address = builder.gep(value, [ir.Constant(ir.IntType(64), lent.offset_of[place])], inbounds=True)
        table = builder.load(builder.bitcast(address, ir.PointerType(layout.elements[place])))
        return impl_ret_borrowed(context, builder, lent.tables.types[place], table)

    @intrinsic
    def lend(typing_context, tables):
        """The address of `tables`, valid while the calling function runs."""

        def lower(context, builder, signature, arguments):
            return builder.bitcast(cgutils.alloca_once_value(builder, arguments[0]), cgutils.voidptr_t)

        return Lent(tables)(tables), lower
