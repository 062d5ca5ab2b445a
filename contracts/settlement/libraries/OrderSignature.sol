// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {OrderEntry} from "./OrderEntry.sol";

/// @title Order signature
/// @notice Hash of an order and the check of the key's signature over it.
library OrderSignature {
    bytes32 internal constant TYPE_HASH = keccak256(
        "Order(address account,uint32 series,uint16 flags,uint48 price,uint32 quantity,uint8 lane,uint32 seq,uint24 epoch,uint40 expiry,uint16 maxFeeBps,uint8 minResalesLeft,uint64 unitId)"
    );

    uint256 private constant ENCODED_SIZE = 13 * 32;

    /// @notice EIP-712 digest of the order.
    function digestOf(OrderEntry order, bytes32 domainSeparator) internal pure returns (bytes32 digest) {
        // Memory-safe: reads the entry and writes past the free memory pointer only, where nothing lives.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hex"1901")
            mstore(add(free, 0x02), domainSeparator)
            mstore(add(free, 0x22), keccak256(order, ENCODED_SIZE))
            digest := keccak256(free, 0x42)
        }
    }

    /// @notice Whether `signer` signed the digest; the signature is compact (EIP-2098): `vs` is s with the parity in its highest bit.
    /// A signature that recovers nobody is nobody's, also not of address zero.
    function isSignedBy(bytes32 digest, bytes32 r, bytes32 vs, address signer) internal view returns (bool isSigned) {
        // Memory-safe: writes past the free memory pointer and into the scratch word at zero only.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, digest)
            mstore(add(free, 0x20), add(27, shr(255, vs)))
            mstore(add(free, 0x40), r)
            mstore(add(free, 0x60), shr(1, shl(1, vs)))
            mstore(0, 0)
            // ecrecover returns nothing on a bad signature; the zero then stays and matches no signer.
            pop(staticcall(gas(), 1, free, 0x80, 0, 0x20))
            isSigned := and(eq(mload(0), signer), iszero(iszero(signer)))
        }
    }

    /// @notice Whether the P-256 key behind `signer` (low 160 bits of keccak256(x || y)) signed the digest, by the precompile of RIP-7212 and
    /// EIP-7951. Without one nothing is valid; then no such key could be registered either.
    function isSignedByP256(
        bytes32 digest,
        bytes32 r,
        bytes32 s,
        bytes32 x,
        bytes32 y,
        address signer
    ) internal view returns (bool isSigned) {
        // Memory-safe: as above.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, digest)
            mstore(add(free, 0x20), r)
            mstore(add(free, 0x40), s)
            mstore(add(free, 0x60), x)
            mstore(add(free, 0x80), y)
            mstore(0, 0)
            pop(staticcall(gas(), 0x100, free, 0xa0, 0, 0x20))
            let key := and(keccak256(add(free, 0x60), 0x40), 0xffffffffffffffffffffffffffffffffffffffff)
            isSigned := and(eq(mload(0), 1), eq(key, signer))
        }
    }
}
