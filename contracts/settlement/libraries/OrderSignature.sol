// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MemoryTable} from "./MemoryTable.sol";
import {OrderHead} from "./OrderHead.sol";

/// @notice Memory in which one order after the other is encoded and its signature checked.
/// @dev Its address. From there: the thirteen words of the EIP-712 encoding of `Order`; 0x1901, domain separator and struct hash, ending
/// with a word; the four or five words that the precompiles read.
type OrderScratch is uint256;

/// @title Order signature
/// @notice Hash of an order and the check of the key's signature over it.
/// @dev Memory-safe throughout: writes what `open` took and the scratch word at zero only.
library OrderSignature {
    bytes32 internal constant TYPE_HASH = keccak256(
        "Order(address account,uint32 series,uint16 flags,uint48 price,uint32 quantity,uint8 lane,uint32 seq,uint24 epoch,uint40 expiry,uint16 maxFeeBps,uint8 minResalesLeft,uint64 unitId)"
    );

    uint256 private constant ENCODED_SIZE = 13 * 32;
    uint256 private constant SCRATCH_SIZE = ENCODED_SIZE + 3 * 32 + 5 * 32;

    /// @notice What is the same for every order of a batch is written once.
    function open(bytes32 domainSeparator) internal pure returns (OrderScratch scratch) {
        scratch = OrderScratch.wrap(MemoryTable.allocate(SCRATCH_SIZE));
        bytes32 typeHash = TYPE_HASH;
        assembly ("memory-safe") {
            mstore(scratch, typeHash)
            mstore(add(scratch, 0x1a0), 0x1901)
            mstore(add(scratch, 0x1c0), domainSeparator)
        }
    }

    /// @notice EIP-712 digest of the order.
    function digestOf(
        OrderScratch scratch,
        OrderHead head,
        uint256 account,
        uint256 series,
        uint256 epoch,
        uint256 unitId
    ) internal pure returns (bytes32 digest) {
        // The fields are cut out of the first word of the order where they lie; see `OrderHead`.
        assembly ("memory-safe") {
            mstore(add(scratch, 0x20), account)
            mstore(add(scratch, 0x40), series)
            mstore(add(scratch, 0x60), and(shr(208, head), 0xffff))
            mstore(add(scratch, 0x80), and(shr(160, head), 0xffffffffffff))
            mstore(add(scratch, 0xa0), and(shr(128, head), 0xffffffff))
            mstore(add(scratch, 0xc0), byte(16, head))
            mstore(add(scratch, 0xe0), and(shr(88, head), 0xffffffff))
            mstore(add(scratch, 0x100), epoch)
            mstore(add(scratch, 0x120), and(shr(48, head), 0xffffffffff))
            mstore(add(scratch, 0x140), and(shr(32, head), 0xffff))
            mstore(add(scratch, 0x160), byte(28, head))
            mstore(add(scratch, 0x180), unitId)
            mstore(add(scratch, 0x1e0), keccak256(scratch, 0x1a0))
            digest := keccak256(add(scratch, 0x1be), 0x42)
        }
    }

    /// @notice Whether `signer` signed the digest; the signature is compact (EIP-2098): `vs` is s with the parity in its highest bit.
    /// A signature that recovers nobody is nobody's, also not of address zero.
    /// @param signatureAt Where r and vs lie in calldata.
    function isSignedBy(OrderScratch scratch, bytes32 digest, uint256 signatureAt, address signer) internal view returns (bool isSigned) {
        assembly ("memory-safe") {
            let input := add(scratch, 0x200)
            let vs := calldataload(add(signatureAt, 0x20))
            mstore(input, digest)
            mstore(add(input, 0x20), add(27, shr(255, vs)))
            mstore(add(input, 0x40), calldataload(signatureAt))
            mstore(add(input, 0x60), shr(1, shl(1, vs)))
            mstore(0, 0)
            // ecrecover returns nothing on a bad signature; the zero then stays and matches no signer.
            pop(staticcall(gas(), 1, input, 0x80, 0, 0x20))
            isSigned := gt(eq(mload(0), signer), iszero(signer))
        }
    }

    /// @notice Whether the P-256 key behind `signer` (low 160 bits of keccak256(x || y)) signed the digest as browsers, operating systems and
    /// security modules sign: they hash what they are given by SHA-256 and will not sign a number that they have not hashed.
    function isSignedByP256(bytes32 digest, bytes32 r, bytes32 s, bytes32 x, bytes32 y, address signer) internal view returns (bool) {
        return isValidP256(sha256(abi.encodePacked(digest)), r, s, x, y, signer);
    }

    /// @notice The check itself, by the precompile of RIP-7212 and EIP-7951. Without one nothing is valid; then no such key could be registered
    /// either.
    function isValidP256(bytes32 hash, bytes32 r, bytes32 s, bytes32 x, bytes32 y, address signer) internal view returns (bool isSigned) {
        // Memory-safe: writes past the free memory pointer, where nothing lives.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hash)
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
