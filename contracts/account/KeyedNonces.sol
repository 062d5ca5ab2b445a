// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Keyed nonces
/// @notice Nonces as ERC-4337 counts them: a key (192 bits) and in the lower 64 bits how many of that key were spent. Intents of different
/// keys do not wait for each other.
/// @dev OpenZeppelin's `NoncesKeyed` can only spend or revert; a batch also asks, and asking apart reads the slot twice.
abstract contract KeyedNonces {
    /// @dev A word of its own, so that writing it needs no look at what else is there.
    struct Counter {
        uint256 spent;
    }

    mapping(address account => mapping(uint192 key => Counter counter)) private _counters;

    /// @notice The nonce is not the next of its key.
    error InvalidAccountNonce(address account, uint256 currentNonce);

    /// @notice Next nonce of key 0.
    function nonces(address account) external view returns (uint256) {
        return _counters[account][0].spent;
    }

    /// @notice Next nonce of a key, the key included.
    function nonces(address account, uint192 key) external view returns (uint256) {
        return (uint256(key) << 64) | _counters[account][key].spent;
    }

    /// @notice Spends the nonce if it is the next of its key.
    /// @return isSpent Whether it was.
    /// @return current The next nonce before.
    function _spendNonce(address account, uint256 nonce) internal returns (bool isSpent, uint256 current) {
        Counter storage counter = _counters[account][uint192(nonce >> 64)];
        uint256 spent = counter.spent;
        current = ((nonce >> 64) << 64) | spent;
        isSpent = current == nonce;
        // Nobody spends 2^64 nonces.
        unchecked {
            if (isSpent) counter.spent = spent + 1;
        }
    }
}
